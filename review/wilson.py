"""How many of how many in, between which shares the true one lies out. Pure.

The score interval of E. B. Wilson, "Probable inference, the law of succession, and statistical inference", Journal of
the American Statistical Association 22 (1927), pages 209 to 212. It stays between 0 and 1 and holds for few cases too,
where the usual interval around the share does not (Brown, Cai and DasGupta, Statistical Science 16, 2001).
"""

from math import sqrt

Z95 = 1.959964  # of the normal distribution: 95 % lie within so many standard deviations


def bounds(hits: int, of: int, z: float = Z95) -> tuple[float, float]:
    """The share lies between these with a confidence of 95 %; of nothing nothing is known: 0 and 1.

    Raises ValueError where hits are not among them.
    """
    if not 0 <= hits <= of:
        raise ValueError(f"{hits} of {of}")
    if of == 0:
        return 0.0, 1.0
    share, squared = hits / of, z * z / of
    middle = (share + squared / 2) / (1 + squared)
    reach = z * sqrt(share * (1 - share) / of + squared / (4 * of)) / (1 + squared)
    return max(0.0, middle - reach), min(1.0, middle + reach)
