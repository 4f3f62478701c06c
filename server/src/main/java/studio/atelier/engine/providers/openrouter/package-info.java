/// The adapter for OpenRouter: chat in OpenAI's dialect, pictures and clips in its own.
@NullMarked
package studio.atelier.engine.providers.openrouter;

import org.jspecify.annotations.NullMarked;
