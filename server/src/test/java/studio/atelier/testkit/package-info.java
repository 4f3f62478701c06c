/// What tests stand on: a real database, a real server in this process or another, and what crosses every
/// room.
@org.jspecify.annotations.NullMarked
package studio.atelier.testkit;
