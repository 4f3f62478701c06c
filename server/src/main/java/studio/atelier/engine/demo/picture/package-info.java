/// Compositions, colours and the light they are painted with.
@NullMarked
package studio.atelier.engine.demo.picture;

import org.jspecify.annotations.NullMarked;
