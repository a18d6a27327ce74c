foreach(name
    arena bytes circled date date_read disk error fold fold_steps kana machine packed text world)
  totsugo_test(engine/foundation ${name} engine_foundation)
endforeach()

# Asks for more memory than there is, on purpose.
set_tests_properties(engine/foundation/bytes PROPERTIES
  ENVIRONMENT "ASAN_OPTIONS=allocator_may_return_null=1")
