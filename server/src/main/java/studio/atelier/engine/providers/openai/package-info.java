/// The adapter for OpenAI and for every server that speaks its API: chat completions and pictures.
@NullMarked
package studio.atelier.engine.providers.openai;

import org.jspecify.annotations.NullMarked;
