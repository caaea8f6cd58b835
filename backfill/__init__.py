"""Years of archived news (WARC) read on a Dask cluster, by the crawler's and the matcher's own code."""
