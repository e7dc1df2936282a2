//! Real programs behind the walls, as an ordinary user, with namespaces and without: the rows of the list
//! of attacks that the sandbox answers, each with its number.

#[path = "walls/world.rs"]
mod world;

#[path = "walls/files.rs"]
mod files;
#[path = "walls/processes.rs"]
mod processes;
#[path = "walls/sockets.rs"]
mod sockets;
