/// The adapter for ElevenLabs: speech from text, text from speech.
@NullMarked
package studio.atelier.engine.providers.elevenlabs;

import org.jspecify.annotations.NullMarked;
