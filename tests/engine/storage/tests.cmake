foreach(name base32 crypto packer store)
  totsugo_test(engine/storage ${name} test_fixtures)
endforeach()
