@NullMarked
package studio.atelier.backend.organisations.internal;

import org.jspecify.annotations.NullMarked;
