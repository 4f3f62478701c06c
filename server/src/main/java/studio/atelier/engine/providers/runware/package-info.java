/// The adapter for Runware: tasks with ids of our own.
@NullMarked
package studio.atelier.engine.providers.runware;

import org.jspecify.annotations.NullMarked;
