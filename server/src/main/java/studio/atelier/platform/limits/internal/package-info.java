/// Inside of limits.
@NullMarked
package studio.atelier.platform.limits.internal;

import org.jspecify.annotations.NullMarked;
