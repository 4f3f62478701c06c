/// The adapter for fal: every model is a job in a queue.
@NullMarked
package studio.atelier.engine.providers.fal;

import org.jspecify.annotations.NullMarked;
