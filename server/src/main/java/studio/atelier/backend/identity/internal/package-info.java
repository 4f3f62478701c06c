/// Inside of identity.
@NullMarked
package studio.atelier.backend.identity.internal;

import org.jspecify.annotations.NullMarked;
