@NullMarked
package studio.atelier.platform.video.internal;

import org.jspecify.annotations.NullMarked;
