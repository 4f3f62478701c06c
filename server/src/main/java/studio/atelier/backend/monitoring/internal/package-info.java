@NullMarked
package studio.atelier.backend.monitoring.internal;

import org.jspecify.annotations.NullMarked;
