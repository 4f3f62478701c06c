/// Inside of telemetry.
@NullMarked
package studio.atelier.platform.telemetry.internal;

import org.jspecify.annotations.NullMarked;
