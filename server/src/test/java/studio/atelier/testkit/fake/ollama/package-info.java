/// Ollama: text line by line, embeddings, and the models that are there.
@NullMarked
package studio.atelier.testkit.fake.ollama;

import org.jspecify.annotations.NullMarked;
