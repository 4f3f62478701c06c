/// Inside of audit.
@NullMarked
package studio.atelier.backend.audit.internal;

import org.jspecify.annotations.NullMarked;
