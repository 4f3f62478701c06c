/// Short pieces of music: a plan of notes, voices that play it, a room around them.
@NullMarked
package studio.atelier.engine.demo.sound;

import org.jspecify.annotations.NullMarked;
