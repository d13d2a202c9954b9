// RUN: not prunir-opt %s -p canonicalise 2>&1 | filecheck %s
// RUN: not prunir-opt %s -p 'cse{speed=3}' 2>&1 | filecheck %s --check-prefix=OPTION
// RUN: not prunir-opt %s -p 'cleanup{speed=3}' 2>&1 | filecheck %s --check-prefix=PIPELINE
// RUN: not prunir-opt %s -p 'cse{speed' 2>&1 | filecheck %s --check-prefix=SYNTAX

// CHECK: error: unknown pass: 'canonicalise'; did you mean 'canonicalize'
// OPTION: error: unknown option of pass 'cse': 'speed'; it has none
// PIPELINE: error: pipeline 'cleanup' takes no options
// SYNTAX: error: pipeline 'cse{speed': Expected equals, space or end of arguments here
func.func @any() {
  func.return
}
