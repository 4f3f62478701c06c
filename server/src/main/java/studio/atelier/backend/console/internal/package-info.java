@NullMarked
package studio.atelier.backend.console.internal;

import org.jspecify.annotations.NullMarked;
