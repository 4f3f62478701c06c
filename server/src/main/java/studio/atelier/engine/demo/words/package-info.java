/// Short texts from sentence patterns and the words of a prompt.
@NullMarked
package studio.atelier.engine.demo.words;

import org.jspecify.annotations.NullMarked;
