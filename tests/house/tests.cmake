add_test(NAME house/walls_proof COMMAND python3 ${CMAKE_CURRENT_SOURCE_DIR}/house/walls.py --proof)
set_tests_properties(house/walls_proof PROPERTIES LABELS house)
