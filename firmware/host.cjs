// A host for the programs as WebAssembly: it brings `write` and `read`, paints the stack, and exits as the program does.
// `node host.cjs MODULE`. The last lines are the memory that the program took: `stack` at its deepest, and `statics`.
'use strict';

const fs = require('node:fs');

const PAINT = 0xcc;
let memory;

const host = {
  write: (at, length) => fs.writeSync(1, new Uint8Array(memory.buffer, at, length)),
  read: (at, length) => fs.readSync(0, new Uint8Array(memory.buffer, at, length)),
};

const wasm = new WebAssembly.Module(fs.readFileSync(process.argv[2]));
for (const { module, name } of WebAssembly.Module.imports(wasm)) {
  if (module !== 'host') {
    // What the linker does not find it leaves to the host: the function that the panic handler calls.
    console.error(`the module imports ${module}.${name}`);
    process.exit(1);
  }
}
const { exports: program } = new WebAssembly.Instance(wasm, { host });
memory = program.memory;

// The linker puts the stack first: it grows down to address 0, and where it begins the statics begin.
const top = program.__stack_pointer.value;
new Uint8Array(memory.buffer, 0, top).fill(PAINT);
const code = program.program();
const deepest = new Uint8Array(memory.buffer, 0, top).findIndex((byte) => byte !== PAINT);
fs.writeSync(1, `stack ${deepest < 0 ? 0 : top - deepest}\nstatics ${program.__heap_base.value - top}\n`);
process.exitCode = code;
