/*
 * Prints all that an answer has, for test/native/languages.ts:
 *
 *     show FILE|- [home=DIR] [workload=NAME] [version=V] [released=DAY] [features=A,B] [search=MILLISECONDS]
 */
#include "airlatch_kit.h"
#include <airlatch.hpp>
#include <atomic>
#include <cstdio>
#include <ctime>
#include <fstream>
#include <iostream>
#include <iterator>
#include <sstream>
#include <thread>

using std::string;

static airlatch::question question_of(int count, char **arguments) {
  airlatch::question question;
  if (string(arguments[1]) != "-") {
    std::ifstream file(arguments[1], std::ios::binary);
    question.license(airlatch::bytes(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()));
  }
  for (int i = 2; i < count; i++) {
    const string argument = arguments[i];
    const string name = argument.substr(0, argument.find('=')), value = argument.substr(argument.find('=') + 1);
    if (name == "home") question.home(value);
    if (name == "workload") question.workload(value);
    if (name == "version") question.version(value);
    if (name == "released") question.released(value);
    if (name == "search") question.search(std::chrono::milliseconds(std::stoi(value)));
    std::istringstream list(name == "features" ? value : "");
    for (string feature; std::getline(list, feature, ',');) question.needs(feature);
  }
  return question;
}

static string changed_kit() {
  airlatch::bytes kit(AIRLATCH_KIT, AIRLATCH_KIT + AIRLATCH_KIT_SIZE);
  kit.back() ^= 1;
  try {
    airlatch::kit opened(kit.data(), kit.size());
    return "opened";
  } catch (const airlatch::kit_error &error) {
    return error.what();
  }
}

static string zero_in_the_version() {
  try {
    airlatch::question().version(string("2.3.1\0x", 7));
    return "taken";
  } catch (const std::invalid_argument &) {
    return "refused";
  }
}

static string feature_without_a_name() {
  try {
    airlatch::question().needs("").needs("nothing");
    return "taken";
  } catch (const std::invalid_argument &) {
    return "refused";
  }
}

static bool same(const airlatch::answer &a, const airlatch::answer &b) {
  return a.valid() == b.valid() && a.reasons() == b.reasons() && a.features() == b.features()
      && a.licensee() == b.licensee() && a.user_data() == b.user_data() && a.license_bytes() == b.license_bytes();
}

static int same_in_threads(const airlatch::kit &kit, const airlatch::question &question, const airlatch::answer &first) {
  std::atomic<int> count{ 0 };
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; i++)
    threads.emplace_back([&] {
      for (int j = 0; j < 125; j++) count += same(kit.check(question), first);
    });
  for (auto &thread : threads) thread.join();
  return count;
}

static string joined(const std::vector<string> &words) {
  string all;
  for (const auto &word : words) all += (all.empty() ? "" : " ") + word;
  return all;
}

template <typename Bytes> static string hex(const std::optional<Bytes> &bytes) {
  if (!bytes) return "none";
  string all;
  char pair[3];
  for (unsigned char byte : *bytes) {
    std::snprintf(pair, sizeof pair, "%02x", byte);
    all += pair;
  }
  return all;
}

static string day(const std::optional<airlatch::time_point> &at) {
  if (!at) return "none";
  const std::time_t seconds = at->time_since_epoch().count();
  char text[40];
  std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", std::gmtime(&seconds));
  return text;
}

static string feature(const airlatch::answer &answer, const string &name) {
  switch (answer.feature(name)) {
  case AIRLATCH_FLAG: return "flag";
  case AIRLATCH_INTEGER: return "integer " + std::to_string(*answer.feature_number(name));
  case AIRLATCH_TEXT: return "text " + *answer.feature_text(name);
  default: return "none";
  }
}

static void line(const string &label, const string &value) { std::cout << label << ": " << value << '\n'; }

static void show(const airlatch::answer &answer) {
  line("valid", answer.valid() ? "yes" : "no");
  line("reasons", joined(answer.reasons()));
  line("warnings", joined(answer.warnings()));
  line("ends at", day(answer.ends_at()));
  line("runs until", day(answer.runs_until()));
  line("days left", answer.days_left() ? std::to_string(*answer.days_left()) : "none");
  line("features", joined(answer.features()));
  for (const auto &name : answer.features()) line("feature " + name, feature(answer, name));
  line("number of edition or -1", std::to_string(answer.feature_number("edition").value_or(-1)));
  line("number of projects or -1", std::to_string(answer.feature_number("projects").value_or(-1)));
  line("text of projects", answer.feature_text("projects").value_or("none"));
  line("type of nothing", feature(answer, "nothing"));
  line("type of export with a zero after it", feature(answer, string("export\0x", 8)));
  line("product", answer.product_name().value_or("none"));
  line("contact", answer.contact().value_or("none"));
  line("computer", answer.computer_id().value_or("none"));
  line("source", answer.source().value_or("none"));
  line("key", answer.key_id().value_or("none"));
  line("activation", answer.activation_id().value_or("none"));
  line("licensee", answer.licensee().value_or("none"));
  line("version", answer.licensed_version().value_or("none"));
  line("user data", hex(answer.user_data()));
  line("license", hex(answer.license_bytes()));
}

int main(int count, char **arguments) {
  if (count < 2) return 2;
  const auto question = question_of(count, arguments);
  auto kit = std::make_unique<airlatch::kit>(AIRLATCH_KIT, AIRLATCH_KIT_SIZE);
  const auto answer = kit->check(question);
  line("changed kit", changed_kit());
  line("zero in the version", zero_in_the_version());
  line("feature without a name", feature_without_a_name());
  line("same in 8 threads", std::to_string(same_in_threads(*kit, question, answer)));
  kit.reset();
  kit.reset();
  line("after closing", "closed");
  show(answer);
}
