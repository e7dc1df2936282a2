//! Bad input and bad neighbours, one test for each row of the list that the file tools must survive
//! (F1 to F65; a row's number begins the name of its test). The tools are called as their three faces
//! call them, through the service, on its confined threads.
//!
//! What is about paths runs over both path layers, and once more in a process whose kernel denies
//! `openat2`, so that the portable layer walks by itself: see [`by_hand`].

mod archives;
mod by_hand;
mod child;
mod confined;
mod guarded;
mod kinds;
mod model;
mod paths;
mod patterns;
mod races;
mod texts;
mod walks;
mod world;
mod writes;
