"""What each page shows: nouns in, frozen views for the templates out. Pure."""
