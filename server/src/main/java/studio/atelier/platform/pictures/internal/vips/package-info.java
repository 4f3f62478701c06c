/// The picture library libvips through the foreign function interface.
@NullMarked
package studio.atelier.platform.pictures.internal.vips;

import org.jspecify.annotations.NullMarked;
