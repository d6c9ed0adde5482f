"""Reading and writing IATI files: pure Python over lxml, which knows no tables."""
