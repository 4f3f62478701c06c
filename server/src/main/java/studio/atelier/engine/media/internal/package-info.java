/// How pictures are decoded and made small.
@NullMarked
package studio.atelier.engine.media.internal;

import org.jspecify.annotations.NullMarked;
