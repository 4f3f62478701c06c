/// ElevenLabs: speech, sounds, transcriptions.
@NullMarked
package studio.atelier.testkit.fake.elevenlabs;

import org.jspecify.annotations.NullMarked;
