/// The adapter for Kie AI, where a good status says nothing.
@NullMarked
package studio.atelier.engine.providers.kie;

import org.jspecify.annotations.NullMarked;
