foreach(name base32 crypto packer)
  totsugo_test(engine/storage ${name} test_fixtures)
endforeach()
