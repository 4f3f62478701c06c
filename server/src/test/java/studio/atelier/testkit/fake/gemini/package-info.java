/// Google's Gemini API: `generateContent` and Interactions.
@NullMarked
package studio.atelier.testkit.fake.gemini;

import org.jspecify.annotations.NullMarked;
