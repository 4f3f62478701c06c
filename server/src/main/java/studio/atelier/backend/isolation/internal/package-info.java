@NullMarked
package studio.atelier.backend.isolation.internal;

import org.jspecify.annotations.NullMarked;
