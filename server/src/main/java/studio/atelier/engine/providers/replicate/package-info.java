/// The adapter for Replicate: predictions, looked at or called back.
@NullMarked
package studio.atelier.engine.providers.replicate;

import org.jspecify.annotations.NullMarked;
