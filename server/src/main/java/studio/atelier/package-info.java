/// The root: wiring. Sees all rooms, decides nothing.
@org.jspecify.annotations.NullMarked
package studio.atelier;
