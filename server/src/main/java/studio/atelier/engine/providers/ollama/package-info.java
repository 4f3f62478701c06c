/// The adapter for Ollama's own API.
@NullMarked
package studio.atelier.engine.providers.ollama;

import org.jspecify.annotations.NullMarked;
