foreach(name base32 crypto journal journal_check packer store vault vault_way)
  totsugo_test(engine/storage ${name} test_fixtures)
endforeach()
