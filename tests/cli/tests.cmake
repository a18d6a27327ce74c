totsugo_test(cli wording engine_vocabulary)
