"""Which currencies there are: what a form offers, beside what stands in an old row. Pure functions."""

from collections.abc import Iterable

# ISO 4217, list one (SIX Interbank Clearing, 1 January 2026), without funds, metals and test codes. The lev (BGN) and
# the kuna (HRK) are gone to the euro, the Antillean guilder (ANG) to XCG, the old leone (SLL) to SLE.
_LIST_ONE = """
    AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLP CNY COP
    CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR
    IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU
    MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG
    SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VED VES VND VUV
    WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG
"""
CURRENT = frozenset(_LIST_ONE.split())


def offered(with_rates: Iterable[str], standing: str = "") -> tuple[str, ...]:
    """The currencies that a form offers: those of today that have a rate, and the one that stands already."""
    return tuple(sorted({code for code in with_rates if code in CURRENT} | ({standing} - {""})))
