# one line per fuzz target: totsugo_fuzz(NAME library...)
