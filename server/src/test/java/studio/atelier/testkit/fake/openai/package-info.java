/// OpenAI's API as sold over `/v1`: chat, responses, pictures, sound, embeddings, moderation.
@NullMarked
package studio.atelier.testkit.fake.openai;

import org.jspecify.annotations.NullMarked;
