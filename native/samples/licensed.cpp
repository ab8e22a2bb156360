/*
 * The program of licensed.c in C++17: it runs only with a license that is installed on this computer, or with a file
 * passed to it. `airlatch-vendor kit PRODUCT --format c` writes airlatch_kit.h; docs/guides/native-cpp.md shows how.
 */
#include "airlatch_kit.h"
#include <airlatch.hpp>
#include <ctime>
#include <fstream>
#include <iomanip>
#include <iostream>
#include <iterator>

static airlatch::bytes read_file(const char *path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error(std::string("This file cannot be read: ") + path);
  return airlatch::bytes(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
}

/* The end is the first second after the end of the license: its last day is that of the second before, in UTC. */
static void print_last_day(airlatch::time_point end) {
  const std::time_t last = end.time_since_epoch().count() - 1;
  std::cout << "last day: " << std::put_time(std::gmtime(&last), "%Y-%m-%d") << '\n';
}

int main(int count, char **arguments) {
  try {
    const airlatch::kit kit(AIRLATCH_KIT, AIRLATCH_KIT_SIZE);
    auto question = airlatch::question().version("2.3.1").released("2026-11-30");
    if (count > 1) question.license(read_file(arguments[1]));
    const auto answer = kit.check(question);
    if (!answer.valid()) {
      for (const auto &reason : answer.reasons()) std::cerr << "Not licensed: " << reason << '\n';
      return 1;
    }
    std::cout << "product: " << *answer.product_name() << '\n';
    if (const auto licensee = answer.licensee()) std::cout << "licensed to: " << *licensee << '\n';
    if (const auto end = answer.ends_at()) print_last_day(*end);
    if (const auto days = answer.days_left()) std::cout << "days left: " << *days << '\n';
    for (const auto &warning : answer.warnings()) std::cout << "warning: " << warning << '\n';
    std::cout << "export: " << (answer.has_feature("export") ? "yes" : "no") << '\n';
    return 0;
  } catch (const airlatch::kit_error &error) {
    std::cerr << "The kit of this program cannot be used: " << error.what() << '\n';
  } catch (const std::exception &error) {
    std::cerr << error.what() << '\n';
  }
  return 2;
}
