/// Inside of HTTP.
@NullMarked
package studio.atelier.platform.http.internal;

import org.jspecify.annotations.NullMarked;
