add_test(NAME house/walls_proof COMMAND python3 ${CMAKE_CURRENT_SOURCE_DIR}/house/walls.py --proof)
set_tests_properties(house/walls_proof PROPERTIES LABELS house)
add_test(NAME house/walls COMMAND python3 ${CMAKE_CURRENT_SOURCE_DIR}/house/walls.py ${PROJECT_SOURCE_DIR})
set_tests_properties(house/walls PROPERTIES LABELS house)
add_test(NAME house/documents
  COMMAND python3 ${CMAKE_CURRENT_SOURCE_DIR}/house/documents.py ${PROJECT_SOURCE_DIR})
set_tests_properties(house/documents PROPERTIES LABELS house)
