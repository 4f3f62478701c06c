/// The adapter for the Gemini API: text, pictures and vectors at once, clips as jobs.
@NullMarked
package studio.atelier.engine.providers.google;

import org.jspecify.annotations.NullMarked;
