foreach(name matching message message_broken message_oddity message_write)
  totsugo_test(importers/online ${name} importers_online)
endforeach()

add_library(exchange STATIC
  importers/online/exchange.c support/world_fixture.c)
target_link_libraries(exchange PUBLIC test_support importers_online terminal_parts)
foreach(name folder folder_stop folder_take terminal terminal_people terminal_program)
  totsugo_test(importers/online ${name} exchange)
endforeach()
target_compile_definitions(terminal_program_test PRIVATE
  TERMINAL_DOUBLE="$<TARGET_FILE:terminal_double>")
add_dependencies(terminal_program_test terminal_double)

totsugo_test(importers delimited importers_tables)
totsugo_test(importers/desk value importers_desk)
add_library(table_fixtures STATIC importers/table_support.c)
target_link_libraries(table_fixtures PUBLIC test_fixtures importers_registry)
totsugo_test(importers/desk capture_table table_fixtures)
totsugo_test(importers/desk values_input importers_desk)
totsugo_test(importers/online answer_table table_fixtures)
totsugo_test(importers registry table_fixtures)
totsugo_test(importers/receipts uke importers_receipts uke_fixture test_fixtures)
totsugo_test(importers/desk capture_memory table_fixtures test_failing_memory)
