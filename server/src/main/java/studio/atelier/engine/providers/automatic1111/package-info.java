/// The adapter for AUTOMATIC1111 and Forge.
@NullMarked
package studio.atelier.engine.providers.automatic1111;

import org.jspecify.annotations.NullMarked;
