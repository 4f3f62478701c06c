/// File formats: what a file is, how large and how long, and where notes go in it.
@NullMarked
package studio.atelier.engine.media.internal.format;

import org.jspecify.annotations.NullMarked;
