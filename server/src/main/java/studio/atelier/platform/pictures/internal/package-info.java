/// How pictures are decoded and made small.
@NullMarked
package studio.atelier.platform.pictures.internal;

import org.jspecify.annotations.NullMarked;
