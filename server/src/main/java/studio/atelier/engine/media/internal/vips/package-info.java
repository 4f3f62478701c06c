/// The picture library libvips through the foreign function interface.
@NullMarked
package studio.atelier.engine.media.internal.vips;

import org.jspecify.annotations.NullMarked;
